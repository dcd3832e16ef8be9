package customer

import (
	"net/mail"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"

	"manyi.dev/manyi/internal/errs"
)

// ContactKind is what sort of contact point it is.
type ContactKind string

// The kinds of contact points.
const (
	Phone    ContactKind = "phone"
	Email    ContactKind = "email"
	Address  ContactKind = "address"
	IDNumber ContactKind = "id_number"
)

// ContactKinds are all kinds.
var ContactKinds = []ContactKind{Phone, Email, Address, IDNumber}

var (
	mobile        = regexp.MustCompile(`^1[3-9][0-9]{9}$`)
	landline      = regexp.MustCompile(`^0[1-9][0-9]{8,10}$`)
	international = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
	someID        = regexp.MustCompile(`^[0-9A-Z()-]{4,30}$`)
	residentID    = regexp.MustCompile(`^[1-9][0-9]{5}(19|20)[0-9]{9}[0-9X]$`)
)

// Normal is a contact point as it is stored and compared: a phone in E.164, a mail address in small letters, an id number
// without blanks. What is none is errs.Invalid "customer.contact.<kind>".
func Normal(kind ContactKind, text string) (string, error) {
	value := strings.TrimSpace(width.Narrow.String(text))
	ok := value != "" && utf8.RuneCountInString(value) <= 200
	switch kind {
	case Phone:
		value, ok = normalPhone(value)
	case Email:
		value = strings.ToLower(value)
		a, err := mail.ParseAddress(value)
		_, domain, _ := strings.Cut(value, "@")
		ok = ok && err == nil && a.Address == value && strings.Contains(domain, ".")
	case IDNumber:
		value = strings.ToUpper(strings.ReplaceAll(value, " ", ""))
		ok = someID.MatchString(value) && (!residentID.MatchString(value) || checksumHolds(value))
	case Address:
		value = strings.TrimSpace(text)
	}
	if !ok {
		return "", errs.New(errs.Invalid, contactFaults[kind]).At(string(kind))
	}
	return value, nil
}

var contactFaults = map[ContactKind]string{
	Phone: "customer.contact.phone", Email: "customer.contact.email", Address: "customer.contact.address", IDNumber: "customer.contact.id_number",
}

// normalPhone brings a phone number to E.164; without a country it is a Chinese one.
func normalPhone(text string) (string, bool) {
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -()./\t", r) {
			return -1
		}
		return r
	}, text)
	if rest, ok := strings.CutPrefix(digits, "00"); ok {
		digits = "+" + rest
	}
	switch {
	case mobile.MatchString(digits):
		return "+86" + digits, true
	case landline.MatchString(digits):
		return "+86" + digits[1:], true
	}
	return digits, international.MatchString(digits)
}

// checksumHolds checks the last character of a resident identity number (GB 11643: ISO 7064 MOD 11-2).
func checksumHolds(id string) bool {
	sum := 0
	for i := range 17 {
		sum = (sum + int(id[i]-'0')) * 2 % 11
	}
	return "10X98765432"[sum] == id[17]
}

// Mask is a contact point as it is shown to those who need not read it in clear: enough to recognise it, not to use it.
func Mask(kind ContactKind, value string) string {
	runes := []rune(value)
	switch kind {
	case Phone:
		if rest, ok := strings.CutPrefix(value, "+86"); ok {
			value = rest
		}
		if len(value) < 8 {
			return "****"
		}
		return value[:3] + "****" + value[len(value)-4:]
	case Email:
		_, domain, _ := strings.Cut(value, "@")
		return string(runes[:1]) + "***@" + domain
	case IDNumber:
		return strings.Repeat("*", max(len(runes)-2, 0)) + string(runes[max(len(runes)-2, 0):])
	}
	return string(runes[:min(len(runes), 4)]) + "****"
}
