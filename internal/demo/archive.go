package demo

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	archive "manyi.dev/manyi/internal/directory/customer"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/sheet"
)

// archiveName is what the file of the archive is called.
const archiveName = "客户档案-2025-12.csv"

// archived is how many customers the bank has in its archive.
const archived = 5000

// What the bank's customers are made of. The surnames stand as often as they are about as frequent among each other; the
// numbers of phones are of a range that nobody was given, the mail addresses of a domain that is kept for examples.
var (
	familyNames = strings.Fields(`王 王 王 王 王 王 王 李 李 李 李 李 李 李 张 张 张 张 张 张 张 刘 刘 刘 刘 刘 陈 陈 陈 陈 杨 杨 杨 赵 赵 黄 黄 周 周 吴 吴
		徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 萧 程 曹 袁 邓 许 傅 沈 曾 彭 吕 苏 卢 蒋 蔡 贾 丁 魏 薛 叶 阎 余 潘 杜 戴 夏 钟 汪 田 任 姜 范 方
		石 姚 谭 廖 邹 熊 金 陆 郝 孔 白 崔 康 毛 邱 秦 江 史 顾 侯 邵 孟 龙 万 段 钱 汤 尹 黎 易 常 武 乔 贺 赖 龚 文 单 仇 解 欧阳 上官 司马 诸葛`)
	womensNames = strings.Fields(`秀英 桂兰 玉珍 淑华 秀兰 丽华 建华 红梅 丽 敏 静 艳 娟 芳 燕 玲 婷 雪 丹 倩 晓燕 海燕 雅琴 慧敏 梦琪 雨桐 子涵 欣怡 诗涵 思雨 佳怡 晓彤 若曦 语嫣
		可馨 嘉怡 婉清 文静 莉 洁 颖 蓉 薇 琳 莹 月华 春梅 秋菊 金凤 美玲 惠芳 素珍`)
	mensNames = strings.Fields(`建国 建军 志强 国强 卫东 永强 德明 文斌 伟 强 磊 军 勇 涛 超 明 刚 平 辉 鹏 浩 宇 斌 杰 俊杰 浩然 子轩 宇航 浩宇 梓豪 博文 天佑 思远 志远 明哲
		家豪 一鸣 海川 长风 子墨 学军 立新 春生 福生 金龙 新民 振华 国华 晓东 海涛 文博 嘉诚`)
	firmPlaces = strings.Fields(`滨海 东湖 海港 新区 会展 金桥 长江 华东 恒通 德邦 中诚 明远 瑞丰 宏达 永安 广源 联创 盛世 天成 嘉华`)
	firmTrades = [][2]string{
		{"商贸", "批发零售"},
		{"餐饮管理", "住宿餐饮"},
		{"物流", "交通运输"},
		{"机械制造", "制造业"},
		{"信息技术", "信息技术"},
		{"建筑工程", "建筑业"},
		{"医疗器械", "卫生"},
		{"教育咨询", "教育"},
		{"食品", "制造业"},
		{"物业服务", "房地产"},
	}
)

// archiveSchema is what the bank keeps of its customers beside the fixed fields, in place of the version that is there.
func archiveSchema(version int64) archive.Schema {
	term := func(code, zh, en string) archive.Term {
		return archive.Term{Code: code, Name: i18n.Text{"zh": zh, "en": en}}
	}
	return archive.Schema{
		Version: version,
		Stages: []archive.Term{
			term("new", "新开户", "New"), term("growing", "成长期", "Growing"), term("stable", "稳定期", "Stable"), term("long_time", "老客户", "Long-time"),
			term("sleeping", "睡眠户", "Sleeping"),
		},
		Attributes: []archive.Attribute{
			{Code: "gender", Name: i18n.Text{"zh": "性别", "en": "Gender"}, Type: "choice", Options: []archive.Term{
				term("female", "女", "Female"), term("male", "男", "Male"),
			}},
			{Code: "age_band", Name: i18n.Text{"zh": "年龄段", "en": "Age band"}, Type: "choice", Options: []archive.Term{
				term("18-29", "18–29 岁", "18–29"), term("30-39", "30–39 岁", "30–39"), term("40-49", "40–49 岁", "40–49"),
				term("50-59", "50–59 岁", "50–59"), term("60+", "60 岁及以上", "60 and over"),
			}},
			{Code: "product", Name: i18n.Text{"zh": "主要业务", "en": "Main product"}, Type: "choice", Options: []archive.Term{
				term("savings", "储蓄", "Savings"), term("wealth", "理财", "Wealth"), term("loan", "贷款", "Loan"), term("card", "信用卡", "Credit card"),
				term("business", "对公账户", "Business account"),
			}},
		},
	}
}

// loadCustomers fills the bank's archive as its users would: with a file, which is checked and then loaded.
func (s *Services) loadCustomers(ctx context.Context, out func(string)) error {
	s.at(time.Date(2025, time.December, 22, 10, 0, 0, 0, zone))
	defer s.SetClock(nil)
	batches, err := s.Customers.Batches(ctx)
	if err != nil || slices.ContainsFunc(batches, func(b archive.Batch) bool { return b.File == archiveName && b.State == archive.Done }) {
		return err // by an earlier run
	}
	schema, err := s.Customers.Schema(ctx)
	if err != nil {
		return err
	}
	if schema.Version == 0 { // nobody has changed it yet
		if err := s.Customers.SetSchema(ctx, by, archiveSchema(schema.Version)); err != nil {
			return err
		}
	}
	file, err := s.archiveFile(ctx)
	if err != nil {
		return err
	}
	b, err := s.Customers.Upload(ctx, by, archiveName, bytes.NewReader(file))
	if err != nil {
		return err
	}
	p, err := s.Customers.Preview(ctx, b.ID)
	if err != nil {
		return err
	}
	if _, err := s.Customers.Check(ctx, b.ID, p.Suggested); err != nil {
		return err
	}
	if err := s.Customers.Work(ctx, b.ID); err != nil {
		return err
	}
	if _, err := s.Customers.Load(ctx, b.ID); err != nil {
		return err
	}
	if err := s.Customers.Work(ctx, b.ID); err != nil {
		return err
	}
	if b, err = s.Customers.Batch(ctx, b.ID); err != nil {
		return err
	}
	out(fmt.Sprintf("customers: %d", b.Created+b.Unchanged))
	faults, err := s.Customers.Faults(ctx, b.ID)
	if err == nil && len(faults) > 0 {
		err = fmt.Errorf("row %d, %s: %s", faults[0].Row, faults[0].Column, faults[0].Key)
	}
	return err
}

// archiveFile is the table of the bank's customers, dealt out to its outlets one after the other.
func (s *Services) archiveFile(ctx context.Context) ([]byte, error) {
	tree, err := s.Directory.Tree(ctx, s.Directory.Today())
	if err != nil {
		return nil, err
	}
	bank, ok := tree.ByCode("BANK")
	if !ok {
		return nil, fmt.Errorf("the demonstration has no bank")
	}
	var outlets []string
	for _, u := range tree.Below(bank) {
		if u.Type == "outlet" {
			outlets = append(outlets, u.Code)
		}
	}
	var file bytes.Buffer
	w := sheet.NewCSV(&file)
	if err := w.Header("客户编号", "客户名称", "客户类型", "行业", "价值等级", "客户状态", "手机", "电子邮箱", "通讯地址", "同意联系", "勿扰", "特殊备注",
		"网点编码", "阶段", "开户日期", "客户经理", "性别", "年龄段", "主要业务"); err != nil {
		return nil, err
	}
	for n := range archived {
		if err := w.Row(archivedCells(n, outlets[n%len(outlets)])...); err != nil {
			return nil, err
		}
	}
	err = w.Close() // before the bytes are taken: it writes the last of them
	return file.Bytes(), err
}

// archivedCells are one customer's row.
func archivedCells(n int, outlet string) []any {
	r := generator(fmt.Sprintf("archive-%05d", n))
	name, gender, trade := personName(r)
	kind, age, product := "个人", pick(r, mixed[:]), pick(r, []float64{0.44, 0.24, 0.16, 0.16})
	products := []string{"储蓄", "理财", "贷款", "信用卡", "对公账户"}
	ages := []string{"18–29 岁", "30–39 岁", "40–49 岁", "50–59 岁", "60 岁及以上"}
	band := ages[age]
	if r.Float64() < 0.08 {
		name, trade = firmName(r)
		kind, gender, band, product = "企业", "", "", 4
	}
	opened := day(2026, time.January, 1).AddDate(0, 0, -1-r.IntN(5400))
	phone := n
	if n%400 == 399 { // the same customer a second time, under another code
		phone = n - 200
		other := generator(fmt.Sprintf("archive-%05d", phone))
		if name, gender, _ = personName(other); kind == "企业" {
			kind, trade, product = "个人", "", 0
		}
	}
	mail := ""
	if r.Float64() < 0.35 {
		mail = fmt.Sprintf("customer%04d@example.com", n)
	}
	stage, status := stageOf(r, opened)
	return []any{
		fmt.Sprintf("K%06d", 100001+n), name, kind, trade, []string{"普通", "金卡", "白金", "钻石"}[pick(r, []float64{0.72, 0.19, 0.07, 0.02})], status,
		fmt.Sprintf("1990000%04d", phone), mail, address(r), []string{"是", "", "否"}[pick(r, []float64{0.62, 0.33, 0.05})],
		mark(r.Float64() < 0.02), mark(r.Float64() < 0.01), outlet, stage, opened.Format(time.DateOnly),
		[]string{"", "周敏", "吴刚", "郑洁", "孙涛"}[pick(r, []float64{0.6, 0.1, 0.1, 0.1, 0.1})], gender, band, products[product],
	}
}

func mark(on bool) string {
	if on {
		return "是"
	}
	return ""
}

func personName(r *rand.Rand) (name, gender, trade string) {
	family := familyNames[r.IntN(len(familyNames))]
	if r.IntN(2) == 0 {
		return family + womensNames[r.IntN(len(womensNames))], "女", ""
	}
	return family + mensNames[r.IntN(len(mensNames))], "男", ""
}

func firmName(r *rand.Rand) (name, trade string) {
	of := firmTrades[r.IntN(len(firmTrades))]
	return firmPlaces[r.IntN(len(firmPlaces))] + firmPlaces[r.IntN(len(firmPlaces))] + of[0] + "有限公司", of[1]
}

func address(r *rand.Rand) string {
	if r.Float64() < 0.5 {
		return ""
	}
	streets := []string{"解放路", "东湖路", "海港大道", "人民路", "学府街", "工业园一路", "新区大道", "会展路"}
	return fmt.Sprintf("滨海市%s %d 号 %d 室", streets[r.IntN(len(streets))], 1+r.IntN(280), 101+r.IntN(20)*100)
}

// stageOf is how far a customer has come, by the day the account was opened.
func stageOf(r *rand.Rand, opened time.Time) (stage, status string) {
	switch years := day(2026, time.January, 1).Sub(opened).Hours() / 24 / 365; {
	case r.Float64() < 0.07:
		return "睡眠户", "休眠"
	case years < 0.5:
		return "新开户", "正常"
	case years < 2:
		return "成长期", "正常"
	case years < 8:
		return "稳定期", "正常"
	}
	return "老客户", "正常"
}
