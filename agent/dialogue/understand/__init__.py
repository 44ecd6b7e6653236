"""What a caller said, as the ear wrote it down, becomes what was meant; never by guessing."""
