"""What a caller said, as Whisper wrote it down, becomes what the caller meant: pure, and never by guessing."""
