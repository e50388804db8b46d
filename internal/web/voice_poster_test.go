package web

import (
	"fmt"
	"regexp"
	"testing"

	"rsc.io/qr"
)

// TestTheCodeIsDrawnWhole reads the drawn rectangles back, module by module.
func TestTheCodeIsDrawnWhole(t *testing.T) {
	const address = "https://cairn.example.org/voice/keith"
	drawn, err := qrCode(address)
	if err != nil {
		t.Fatal(err)
	}
	dark := map[[2]int]bool{}
	for _, run := range regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1`).FindAllStringSubmatch(string(drawn), -1) {
		var x, y, width int
		if _, err := fmt.Sscan(run[1]+" "+run[2]+" "+run[3], &x, &y, &width); err != nil {
			t.Fatal(err)
		}
		for i := range width {
			dark[[2]int{x + i, y}] = true
		}
	}
	code, err := qr.Encode(address, qr.Q)
	if err != nil {
		t.Fatal(err)
	}
	for y := -quiet; y < code.Size+quiet; y++ {
		for x := -quiet; x < code.Size+quiet; x++ {
			if dark[[2]int{x + quiet, y + quiet}] != code.Black(x, y) {
				t.Fatalf("the module at %d, %d is drawn wrong", x, y)
			}
		}
	}
}
