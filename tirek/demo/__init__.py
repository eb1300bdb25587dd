"""Demo: a pretend messenger on this machine, with invented people, so that a newcomer sees the service live at once.

`botapi` is a stand-in of Telegram's Bot API: the same addresses, answers and faults over real HTTP, all in memory.
Tests use it as the other side of the channel; `/demo/` shows it as a messenger in which the newcomer can be a client.

Words: person (an invented client), bubble (one message as the person sees it), postman (carries updates to our hook),
call (what the service asked of the Bot API), fault (a trouble that was ordered). Below: channels, ui. Above: config.
"""
