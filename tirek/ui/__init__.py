"""What every page shares: shells, style, words of refusal, headers, language and theme.

Promise: a page is whole without script, comes in four languages, and no header, error page or script here lets a private word out.
Words: a *shell* is a base template (`ui/staff.html`, `ui/sign.html`), a *refusal* is a polite page or fragment that says what to do.
Neighbours: `kit` below (it gives `Refused`); every other room uses these templates and template tags.
"""
