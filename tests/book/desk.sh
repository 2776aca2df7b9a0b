# Fills the folder in which the commands of the pages run; $1 is the repository, `jixiao` is on the path.
set -eu
mkdir docs examples 全县 报来 申报 数据 我的字体
cp "$1"/examples/*.json examples/
cp "$1"/tests/cmd/check.in/001.json "$1"/tests/cmd/check.in/002.json "$1"/tests/book/bad.json .
cp "$1"/tests/cmd/check.in/004.json 没有单位.json
cp "$1"/fonts/NotoSansSC-Medium.ttf 我的字体/
printf '云岭县档案馆\n' > 先后.txt
printf '单位代码,单位名称,曾用名,股室,联系人,截止日期\n001,云岭县档案馆,,教科文股,,2025-03-15\n002,云岭县水务局,县水务局、云岭县水利局,农业股,张某 138****0000,2025-03-15\n' > 名册.csv
printf '单位编码,单位名称,项目名称,收入预算合计（元）,预算数（元）\n001,云岭县档案馆,,1310000,1310000\n001,云岭县档案馆,馆藏档案数字化,,200000\n' > 预算批复.csv

# One department's workbook, and the same department's tables in three workbooks.
jixiao render examples/hezheng-2025.json --format xlsx -o 做好
mv 做好/*.xlsx 目标表.xlsx
jixiao render "$1"/tests/corpus/yanxi-yingjiju.json --format xlsx --split -o 分开
mv 分开/*整体*.xlsx 整体.xlsx
set -- "$1" 分开/*.xlsx
mv "$2" 项目1.xlsx
mv "$3" 项目2.xlsx
rm -r 做好 分开

# Several departments, as workbooks and as data.
cp 目标表.xlsx 报来/
jixiao render examples/minimal.json --format xlsx -o 报来
cp examples/minimal.json 001.json 数据/
cp examples/minimal.json 001.json 目标表.xlsx 申报/

# A form with one cell too wide.
jixiao template copy gansu-2025 写错的表样
sed -i 's/<td colspan="7" field="name">/<td colspan="8" field="name">/' 写错的表样/project-target.tera
