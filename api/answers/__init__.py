"""What the API answers with, as types: its description is made of them, and no story's answer may differ from them."""
