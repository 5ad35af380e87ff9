"""The engines that ``benchmarks/serving.py`` measures, a module each; ``engine`` says what one offers."""
