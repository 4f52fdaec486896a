"""What the places are made of, one file each; none knows the app."""
