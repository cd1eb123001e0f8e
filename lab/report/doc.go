// Package report writes timelines as text: a table for people, JSON and CSV
// for programs, and HAR for the tools that read a browser's recordings.
//
// The same timeline gives the same bytes.
package report
