"""In the demo no word and no token leaves this machine: the bot's platform is a stand-in behind our own switch."""

from django.conf import settings


def use_stand_in() -> None:
    """Ask our own `/demo` instead of Telegram, unless another address was set."""
    if settings.TELEGRAM_API_BASE == settings.TELEGRAM:
        settings.TELEGRAM_API_BASE = f"{address()}/demo"


def address() -> str:
    """Where this house is open, for people and for itself."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.HOST, settings.HOST)  # read, not bound
    return f"http://[{host}]:{settings.PORT}" if ":" in host else f"http://{host}:{settings.PORT}"
