// Package config is the one configuration of the program: what a setting is called, its default,
// where its value may come from, and what values are good.
//
// A setting is read from four places, the later winning: its default, the YAML file (--config or
// MANYI_CONFIG), the environment, the flags. The same text means the same in each. Load reports
// every fault at once and names the place of each: the file's line, the variable or the flag.
// Nothing else in the program reads the environment.
package config
