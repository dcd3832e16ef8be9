// Package kano evaluates Kano questionnaires: which features customers take for granted, which
// please the more the better, and which delight.
//
// # The questionnaire
//
// Every feature is asked twice, "how do you feel if it is there?" (functional) and "… if it is not?"
// (dysfunctional), with five answers: like, expect, neutral, tolerate, dislike. Questionnaires word
// them in many ways; a Wording maps texts to levels and Detect finds the preset that fits a column.
//
// # Evaluation
//
// A pair of answers falls into a category by a table (Berger et al. 1993):
//
//	              dysfunctional
//	functional    like  expect  neutral  tolerate  dislike
//	like           Q      A        A        A         O
//	expect         R      I        I        I         M
//	neutral        R      I        I        I         M
//	tolerate       R      I        I        I         M
//	dislike        R      R        R        R         Q
//
//	A attractive   O one-dimensional   M must-be   I indifferent   R reverse   Q questionable
//
// Berger is this table, FourLevels the one of questionnaires without "tolerate", and Pouliot the
// variant that finds the pairs expect–expect and tolerate–tolerate questionable.
//
// # Measures
//
// With counts A … Q of the n respondents who answered both questions:
//
//	category    the most frequent; ties go to M > O > A > I > R > Q
//	better      (A+O) / (A+O+M+I)              share in [0, 1]: satisfaction gained with the feature
//	worse       −(O+M) / (A+O+M+I)             share in [−1, 0]: satisfaction lost without it
//	strength    (largest − second) / n         category strength, in [0, 1]
//	total       (A+O+M) / n                    total strength, in [0, 1]
//	Fong        largest − second ≥ 1.65·√((a+b)(2n−a−b)/(2n)) for the two largest counts a, b:
//	            the category is significant at 10 %
//
// (better and worse: Timko in Berger et al. 1993; strengths: Lee and Newcomb 1997; test: Fong 1996.)
// The continuous analysis scores the functional answers 4, 2, 0, −1, −2 and the dysfunctional ones
// −2, −1, 0, 2, 4; the two means are a point in the plane (DuMouchel in Berger et al. 1993).
// Means and shares are estimates with the error of a simple random sample, of a weighted one
// (Taylor linearisation, every respondent a unit of its own) when there are weights. With weights w
// the counts are n_eff·Σ_c w/Σw, so that Fong's test works with Kish's effective base
// n_eff = (Σw)²/Σw²; without, they are the counts themselves.
//
// # Errors
//
// *stat.Error of package "kano": columns of unequal length, negative or missing weights, a level the
// table does not have. Measures of nobody are NaN, the category of nobody is None.
//
// # Sources
//
// Kano, N. et al. (1984), Attractive quality and must-be quality, Hinshitsu 14(2); Berger, C. et al.
// (1993), Kano's methods for understanding customer-defined quality, Center for Quality of Management
// Journal 2(4); Fong, D. (1996), Using the self-stated importance questionnaire to interpret Kano
// questionnaire results, CQM Journal 5(3); Lee, M. C. and Newcomb, J. F. (1997), Applying the Kano
// methodology, CQM Journal 5(3). Checked against an independent calculation in R 4.2.2 on synthetic
// and on published questionnaires.
package kano
