"""The phone: a program of its own with two apps, "SITHS eID" and "BankID". It meets the rest over HTTP only."""
