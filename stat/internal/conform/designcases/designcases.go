// Package designcases answers the reference cases of survey designs: simple random, stratified,
// clustered and two-stage samples, the airport survey and the published school samples.
package designcases
