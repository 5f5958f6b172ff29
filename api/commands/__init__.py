"""The commands of `moduong`, a module a group."""
