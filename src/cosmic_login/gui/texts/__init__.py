"""What the window says, by topic. Source texts are Swedish; Qt Linguist has the English."""
