"""How the example attachments are drawn. Only the standard library; ffmpeg compresses what it cannot (JPEG, MP4)."""
