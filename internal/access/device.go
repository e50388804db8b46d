package access

import "strings"

// DeviceOf says in a few words what a browser calls itself, so that somebody knows their
// own devices in a list. No more of it is kept.
func DeviceOf(userAgent string) string {
	browser := firstIn(userAgent, browsers, "A browser")
	if system := firstIn(userAgent, systems, ""); system != "" {
		return browser + " on " + system
	}
	return browser
}

// The first that is found counts: most browsers call themselves others', too.
var (
	browsers = [][2]string{
		{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Firefox", "Firefox"}, {"FxiOS", "Firefox"},
		{"CriOS", "Chrome"}, {"Chrome", "Chrome"}, {"Chromium", "Chrome"}, {"Safari", "Safari"},
	}
	systems = [][2]string{
		{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"CrOS", "ChromeOS"},
		{"Windows", "Windows"}, {"Mac OS X", "Mac"}, {"Linux", "Linux"},
	}
)

func firstIn(text string, names [][2]string, otherwise string) string {
	for _, n := range names {
		if strings.Contains(text, n[0]) {
			return n[1]
		}
	}
	return otherwise
}
