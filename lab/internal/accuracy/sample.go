package main

import "math"

// rank is which of n sorted values quantile takes, from 1.
func rank(n int, q float64) int { return min(n, int(q*float64(n))+1) }

// sampling gives the quantiles of a distribution between which the quantile q of
// n independent values from it falls in 95 of 100 cases: how far a sample of
// that size may be off by chance.
//
// The k-th smallest of n values lies below the distribution's u-quantile when at
// least k of them do: a binomial probability (David, Nagaraja: Order Statistics,
// §2.1).
func sampling(n int, q float64) (low, high float64) {
	k := rank(n, q)
	solve := func(p float64) float64 {
		a, b := 0.0, 1.0
		for range 50 {
			u := (a + b) / 2
			if atLeast(k, n, u) < p {
				a = u
			} else {
				b = u
			}
		}
		return a
	}
	return solve(0.025), solve(0.975)
}

// atLeast is the probability that of n independent events of probability u at
// least k happen.
func atLeast(k, n int, u float64) float64 {
	sum := 0.0
	for i := k; i <= n; i++ {
		choose, _ := math.Lgamma(float64(n + 1))
		a, _ := math.Lgamma(float64(i + 1))
		b, _ := math.Lgamma(float64(n - i + 1))
		sum += math.Exp(choose-a-b) * math.Pow(u, float64(i)) * math.Pow(1-u, float64(n-i))
	}
	return sum
}
