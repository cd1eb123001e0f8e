//go:build !unix

package main

import "os"

func terminal(*os.File) int { return 0 }
