"""The screens of the login card, one file each."""
