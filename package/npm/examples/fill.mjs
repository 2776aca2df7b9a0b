// Fills in a form and makes its files: node fill.mjs [FOLDER]
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Jixiao } from 'jixiao';

const folder = process.argv[2] ?? 'out';
const jixiao = await Jixiao.load();
const document = jixiao.start('gansu-2025', { copies: { projects: 0 }, year: 2025 });

// By the JSON Pointers of the data: see `jixiao schema gansu-2025`. Totals that are not given are computed.
document.set({
  '/department/name': '云岭县档案馆',
  '/department/income/local_fiscal': 111,
  '/department/expenditure/personnel': 96,
  '/department/expenditure/operating': 15,
  '/department/annual_target': '接收进馆档案不少于3000卷，按时办理查档利用。',
});
const indicators = [
  { level1: '重点履职指标', level2: '数量指标', name: '接收进馆档案', comparison: '≥', value: 3000, unit: '卷' },
  { level1: '部门综合指标', level2: '服务对象满意度', name: '查档群众满意度', comparison: '≥', value: 95, unit: '%' },
];
indicators.forEach((indicator, at) => {
  document.add('/department/indicators', at);
  const values = Object.entries(indicator).map(([key, value]) => [`/department/indicators/${at}/${key}`, value]);
  document.set(Object.fromEntries(values));
});

console.log(`${document.name}: 支出预算合计 ${document.values['/department/expenditure/total'].text}`);
const { counts, findings } = document.report;
console.log(`错误 ${counts.error} 处,警告 ${counts.warning} 处,提示 ${counts.note} 处`);
for (const { level, code, path, seen, mend } of findings.slice(0, 5)) console.log(`${level}[${code}] ${path ?? ''} ${seen}: ${mend}`);

await mkdir(folder, { recursive: true });
const { files } = document.make({ formats: ['xlsx', 'pdf', 'json'] });
for (const { name, bytes } of files) {
  await writeFile(join(folder, name), bytes);
  console.log(join(folder, name));
}
