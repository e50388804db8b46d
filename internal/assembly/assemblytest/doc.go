// Package assemblytest runs the product's programs as processes of their own, for
// tests of the whole: it builds them, gives each deployment its folder and ports,
// and shows their logs where a test fails.
package assemblytest
