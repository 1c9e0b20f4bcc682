"""The guide: the illustrated instruction for logging in, made from the lessons' scenarios and a region's own file.

``chapters`` has what it says, ``region`` what a region says of its own, ``compose`` puts the two together in one
language, ``pages`` makes the one HTML file of it, ``pdf`` the PDF. Pictures come from whoever has a window.
"""
