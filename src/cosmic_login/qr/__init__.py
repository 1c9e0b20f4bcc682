"""QR codes as squares, before anybody paints them: window, command line and tests show the same ones."""
