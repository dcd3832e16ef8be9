package poster_test

import (
	"bytes"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"testing"
	"time"

	"manyi.dev/manyi/internal/outreach/poster"
)

var made = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// sheet is a poster of a unit.
func sheet(unit, link string) poster.Sheet {
	return poster.Sheet{
		Organisation: "示例银行", Title: "网点服务满意度调查", Unit: unit, Why: "您的意见将用于改进服务。", Scan: "用手机扫码作答", Minutes: "约 3 分钟",
		Link: link, Level: "匿名", Promise: "不记录姓名、电话和网络地址。", Foot: "2026 年下半年 · 2026-07-01 – 2026-12-31",
	}
}

func write(t testing.TB, size poster.Size, sheets ...poster.Sheet) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := poster.Write(&file, poster.Document{Title: "海报", Size: size, Made: made, Sheets: sheets}); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// read is what another program finds in the document: the text of each page, or with "pdfinfo" the facts of the file.
func read(t testing.TB, program string, file []byte, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Fatalf("%s is not installed: scripts/setup.sh poppler (Debian, Ubuntu: apt-get install poppler-utils)", program)
	}
	cmd := exec.Command(path, args...)
	cmd.Stdin = bytes.NewReader(file)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v", program, err)
	}
	return string(out)
}

func pages(t testing.TB, file []byte) []string {
	t.Helper()
	all := strings.Split(read(t, "pdftotext", file, "-layout", "-", "-"), "\f")
	return all[:len(all)-1]
}

// Every unit has a page of its own, with all that the poster says as text.
func TestEveryUnitHasAPage(t *testing.T) {
	t.Parallel()
	var sheets []poster.Sheet
	for i := range 40 {
		sheets = append(sheets, sheet(fmt.Sprintf("第%d网点", i+1), fmt.Sprintf("https://manyi.test/q/2345678%03d", i)))
	}
	got := pages(t, write(t, poster.A5, sheets...))
	if len(got) != len(sheets) {
		t.Fatalf("%d pages, want %d", len(got), len(sheets))
	}
	for i, s := range sheets {
		for _, words := range []string{
			s.Organisation, s.Title, s.Unit, s.Why, s.Scan + " · " + s.Minutes, s.Link, s.Level, s.Promise, s.Foot,
		} {
			if !strings.Contains(got[i], words) {
				t.Errorf("page %d does not say %q:\n%s", i+1, words, got[i])
			}
		}
	}
}

func TestPaper(t *testing.T) {
	t.Parallel()
	for size, want := range map[poster.Size]string{poster.A5: "419.53 x 595.28 pts", poster.A4: "595.28 x 841.89 pts (A4)"} {
		facts := read(t, "pdfinfo", write(t, size, sheet("解放路网点", "https://manyi.test/q/23456789ab")), "-")
		if !strings.Contains(facts, want) || !strings.Contains(facts, "海报") {
			t.Errorf("%s: want %q in\n%s", size, want, facts)
		}
	}
}

// Whatever an organisation calls its units stays on the page, as it is.
func TestDifficultWords(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("中国满意商业银行股份有限公司", 5) + "解放路支行营业部"
	for name, c := range map[string]struct {
		change func(*poster.Sheet)
		want   []string
	}{
		"English": {func(s *poster.Sheet) {
			s.Unit, s.Promise = "Jiefang Road Outlet", "Nothing leads from the answers to you."
		}, []string{"Jiefang Road Outlet", "Nothing leads from the answers to you."}},
		"both alphabets": {func(s *poster.Sheet) { s.Unit = "T3航站楼 Café “A”—№5" }, []string{"T3航站楼 Café “A”—№5"}},
		"script":         {func(s *poster.Sheet) { s.Unit = "<script>(1)</script>\\" }, []string{"<script>(1)</script>\\"}},
		"formula":        {func(s *poster.Sheet) { s.Unit = "=HYPERLINK(1)" }, []string{"=HYPERLINK(1)"}},
		"unknown signs":  {func(s *poster.Sheet) { s.Unit = "笑脸😀网点" }, []string{"笑脸〓网点"}},
		"too long":       {func(s *poster.Sheet) { s.Unit = long }, []string{long[:48], "…"}},
		"long address": {
			func(s *poster.Sheet) { s.Link = "https://manyi.test/" + strings.Repeat("path/", 9) + "q/23456789ab" },
			[]string{"https://manyi.test/" + strings.Repeat("path/", 9) + "q/23456789ab"},
		},
		"nothing but the link": {
			func(s *poster.Sheet) { *s = poster.Sheet{Link: "https://manyi.test/q/23456789ab"} },
			[]string{"https://manyi.test/q/23456789ab"},
		},
		"a text of many lines": {func(s *poster.Sheet) { s.Why = strings.Repeat("为了改进服务，", 60) }, []string{"为了改进服务", "…"}},
		"line breaks":          {func(s *poster.Sheet) { s.Unit = "东湖\r\n网点\t一" }, []string{"东湖 网点 一"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := sheet("解放路网点", "https://manyi.test/q/23456789ab")
			c.change(&s)
			got := pages(t, write(t, poster.A5, s))
			if len(got) != 1 {
				t.Fatalf("%d pages", len(got))
			}
			for _, words := range c.want {
				if !strings.Contains(got[0], words) {
					t.Errorf("%q is missing in\n%s", words, got[0])
				}
			}
		})
	}
}

// A code that does not hold the address is a fault, and nothing is written.
func TestAddressThatNoCodeHolds(t *testing.T) {
	t.Parallel()
	var file bytes.Buffer
	err := poster.Write(&file, poster.Document{Size: poster.A5, Sheets: []poster.Sheet{sheet("a", strings.Repeat("x", 5000))}})
	if err == nil || file.Len() != 0 {
		t.Errorf("%v, %d bytes", err, file.Len())
	}
}

// BenchmarkPosters draws the posters of 200 units.
func BenchmarkPosters(b *testing.B) {
	var sheets []poster.Sheet
	for i := range 200 {
		sheets = append(sheets, sheet(fmt.Sprintf("第%d网点", i+1), fmt.Sprintf("https://manyi.test/q/2345678%03d", i)))
	}
	b.SetBytes(int64(len(write(b, poster.A5, sheets...))))
	for b.Loop() {
		if err := poster.Write(io.Discard, poster.Document{Size: poster.A5, Made: made, Sheets: sheets}); err != nil {
			b.Fatal(err)
		}
	}
}
