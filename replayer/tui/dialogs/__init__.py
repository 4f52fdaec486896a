"""The dialogs over the places, one file each; each returns a value and knows no place."""
