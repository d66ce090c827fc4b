"""The measures of speed, a module for each kind. Each takes the stage and gives figures."""
