"""Why a system's request would be refused: the rules of both protocols, told to the system's developers."""
