package web

// Within is the address on this service that somebody is sent to.
var Within = within
