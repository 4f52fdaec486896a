"""The one page. Not textual-serve's own, which loads a font from another host and tells it who looks here."""

from __future__ import annotations

from html import escape

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>ssm-replay</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/css/xterm.css">
<style nonce="{nonce}">
html, body {{ margin: 0; height: 100%; background: #121212; color: #e0e0e0; font-family: monospace; }}
#terminal {{ width: 100%; height: 100%; }}
#over {{ display: none; position: absolute; inset: 0; z-index: 10; background: #121212; padding: 3em; }}
body.-closed #over {{ display: block; }}
</style>
<script nonce="{nonce}" src="/static/js/textual.js"></script>
</head>
<body>
<div id="terminal" class="textual-terminal" data-session-websocket-url="{socket}" data-font-size="16"></div>
<div id="over"><p>The app has ended.</p><p><a href="">Open it again</a></p></div>
<script nonce="{nonce}">
// keys go to the terminal at once, without a click
new MutationObserver((_changes, observer) => {{
  const field = document.querySelector(".xterm-helper-textarea");
  if (field) {{ observer.disconnect(); field.focus(); }}
}}).observe(document.body, {{childList: true, subtree: true}});
</script>
</body>
</html>
"""
_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src {origin}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    # no allow-popups: an address that a transcript shows leads nowhere, however it is clicked
    "sandbox allow-scripts allow-same-origin"
)


def page(socket: str, nonce: str) -> str:
    """Return the page whose terminal talks to the websocket at that address."""
    return _PAGE.format(socket=escape(socket, quote=True), nonce=nonce)


def policy(host: str, nonce: str) -> str:
    """Return what the browser lets the page do: load what is served here, and talk to the server."""
    return _POLICY.format(origin=f"ws://{host}", nonce=nonce)
