"""Run the generator: ``python -m data.town [FOLDER]``."""

from data.town.make import main

if __name__ == "__main__":
    main()
