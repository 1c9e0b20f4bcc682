"""The audit trail: who, when, how, and what came of it; every change to it is found."""
