// Package statcli is the command line of the statistics library: `manyi stat mean|table|rake|…` on a
// CSV or XLSX file, without data folder or server.
//
// A command reads the columns it needs (file.go), calls package stat, and prints tables or JSON
// (grid.go, values.go). An error of the library becomes a message in the language of the terminal
// with the row of the file (problem.go). docs/stat-command.md is for its users.
package statcli
