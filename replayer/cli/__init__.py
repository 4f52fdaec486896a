"""The command line: one file a command, each of which reads options, calls the core and prints.

Importing it is cheap: neither Textual nor boto3, pyte or asciinema is loaded before a command needs it.
"""


def main() -> None:
    """Run the program and leave with its exit code."""
    import atexit
    import gc

    # the interpreter looks for garbage once more at its end; with boto3's models that takes half a second
    atexit.register(gc.freeze)
    from replayer.cli.program import program  # click is not needed to import the package

    program.main()
