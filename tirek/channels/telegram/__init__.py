"""Telegram, Bot API 10.2: updates in by webhook, sendMessage out.

`parse` turns an update into our event, `media` knows its files, `api` speaks to the Bot API without ever showing the
token, `send` writes and classifies what came of it. Facts carry the numbers of the design's channel list (TG-3, R-12).
"""

from tirek.channels.telegram.adapter import Telegram

__all__ = ["Telegram"]
