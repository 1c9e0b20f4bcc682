"""The phone's window: a case with a home screen, two apps and a camera that reads the computer's screen."""
