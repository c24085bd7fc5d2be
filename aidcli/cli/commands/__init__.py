"""The commands, one file each: its options, its body and its help."""
