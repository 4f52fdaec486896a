"""Makes `python -m replayer` the same program as `ssm-replay`."""

from replayer.cli import main

if __name__ == "__main__":
    main()
