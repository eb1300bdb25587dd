"""Date, time and number formats per language (`FORMAT_MODULE_PATH`); Django has none for Kazakh."""
