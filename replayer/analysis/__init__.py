"""What else can be read out of a recording: the commands, what was ever on the screen, what it tried."""
