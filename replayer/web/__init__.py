"""The app in a browser: a page for each tab, behind it the app itself in a process of its own.

Importing this package is cheap; aiohttp and textual-serve are loaded by `server`.
"""
