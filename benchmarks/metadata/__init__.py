"""What provcheck reads of files, held against ExifTool, and how often its rules are wrong."""
