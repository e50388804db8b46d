package storage

// CountGauges is the query of Store.Gauges, for a look at how it is answered.
const CountGauges = countGauges
