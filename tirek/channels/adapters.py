"""Which channels this house can speak, which of them have a platform behind them, and which platforms can be asked for letters."""

from tirek.channels.base import ChannelAdapter, ChannelKind
from tirek.channels.platforms import Platform, PolledPlatform, Speech
from tirek.channels.telegram import Telegram
from tirek.channels.webchat import Webchat

POLLED: dict[str, Speech[PolledPlatform]] = {ChannelKind.TELEGRAM.value: Telegram}
"""Platforms that deliver to a hook or give their letters to whoever asks."""
PLATFORMS: dict[str, Speech[Platform]] = {**POLLED}
"""Every kind that has a token and a hook."""
ADAPTERS: dict[str, Speech[ChannelAdapter]] = {**PLATFORMS, ChannelKind.WEBCHAT.value: Webchat}
"""Kind to class: everything a conversation can go on in."""
