"""What a step is told that is refused, in both languages: for each guard that nobody swears to, in the cases of the pairs."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "source-recorded": ("案件没有登记来源", "no source is recorded"),
    "two-officers": (
        "检查、复查的执法人员不得少于二人。（执法人员 1 人）",
        "No visit is made by fewer than two officers. (1 officer(s))",
    ),
    "id-shown": ("检查时未主动出示执法证件。", "Officers did not show who they are."),
    "lawful-entry": ("当事人拒绝，仍进入检查。", "Entry was refused, and they went in all the same."),
    "record-signed": (
        "笔录既无当事人签名，也未注明拒签。",
        "The record is neither signed nor is a refusal noted.",
    ),
    "deadline-stated": ("期限 2022-08-14 早于责令当日", "the term 2022-08-14 is before the day of the order"),
    "order-made": ("尚未责令改正", "nothing was ordered yet"),
    "order-served": ("2022-08-15 的责令书尚未送达", "the order of 2022-08-15 is not served"),
    "deadline-passed": ("责令期限至 2022-08-25，尚未届满", "the term of the order runs until 2022-08-25"),
    "competent": ("未确认本机关有权管辖", "nobody has confirmed that the agency has the power"),
    "not-barred": (
        "行为于 2020-08-14 终了，2022-08-15 发现，已过二年；是否适用五年期限须写明理由",
        "the act ended on 2020-08-14 and was found on 2022-08-15: why five years run is to be said",
    ),
    "parties-examined": ("未写明：经纪人员", "not said: agent"),
    "expert-found": ("没有认定意见", "no expert body has found it"),
    "rooms-measured": ("未写明居室使用面积和家庭成员", "rooms and family are not stated"),
    "rule-chosen": (
        "须从下列规定中选择：letting-22、shanghai-letting-32",
        "one of: letting-22, shanghai-letting-32",
    ),
    "educated-first": (
        "通知要求加强教育、督促整改，拒不整改的才依法处罚。",
        "The notice wants education first, and a penalty on refusal alone.",
    ),
    "refusal-shown": (
        "没有责令送达、到期、复查未改正的记录",
        "no served order, expired term and re-check show that it was refused",
    ),
    "not-exempt": (
        "违法行为轻微并及时改正，没有造成危害后果的，不予处罚。",
        "What is minor, corrected in time and harmless is not punished.",
    ),
    "in-range": (
        "罚款数额不在当时有效的任何幅度之内。（999 元，可为 1000–100000）",
        "The fine lies in no range of the law in force. (999 yuan; lawful: 1000–100000)",
    ),
    "rule-in-force": (
        "2022-09-02 没有可以适用的、已核实的处罚规定",
        "no rule that was read threatens a penalty on 2022-09-02",
    ),
    "notice-complete": (
        "事先告知缺少法定内容。（缺少：penalty）",
        "The notice lacks what it must say. (lacking: penalty)",
    ),
    "papers-served": ("2022-08-15 的文书尚未送达", "the paper of 2022-08-15 is not served"),
    "defence-heard": ("事先告知书尚未送达", "the notice is not served"),
    "hearing-asked": ("应于 2022-09-09 前提出", "to be asked for by 2022-09-09"),
    "hearing-told": ("通知的时间是 2022-09-23 14:00", "it was called for 2022-09-23 14:00"),
    "hearing-moot": ("普通程序仍在进行", "the ordinary procedure goes on"),
    "chair-apart": ("主持人参加过检查或者复查", "the chair took part in a visit"),
    "hearing-done": (
        "当事人可以在 2022-09-09 前要求听证",
        "the party may ask for a hearing until 2022-09-09",
    ),
    "reviewer-apart": (
        "法制审核由参与本案检查的人员进行。",
        "Whoever reviewed it had taken part in a visit.",
    ),
    "legally-reviewed": (
        "应当法制审核的决定未经审核；上海的情形据摘引。",
        "Decided without the legal review that it needs; the city's cases are by an excerpt.",
    ),
    "decider-apart": ("决定人参加过检查或者复查", "who decides took part in a visit"),
    "not-fined-before": ("同一个违法行为已经罚款，不得再次罚款。", "One act is not fined a second time."),
    "within-ninety-days": (
        "立案之日起九十日内（经批准延长的除外）未作出决定。（应于 2022-11-27 前决定）",
        "Not decided within ninety days of filing, but for approved extensions. (to be decided by 2022-11-27)",
    ),
    "measures-ended": (
        "2022-09-06 登记保存或者扣押的尚未处理",
        "what was kept or seized on 2022-09-06 is not dealt with",
    ),
    "discussed": (
        "未写明集体讨论记录，或者不需要的理由",
        "neither the record of a discussion nor why none is needed is said",
    ),
    "decision-complete": (
        "处罚决定书缺少法定内容或者印章。（缺少：seal）",
        "The decision lacks what it must say, or the seal. (lacking: seal)",
    ),
    "on-the-spot-limit": (
        "当场处罚的罚款，对公民不超过二百元，对法人、其他组织不超过三千元。",
        "On the spot at most 200 yuan for a person, 3,000 for others.",
    ),
    "lawfully-served": ("未签订确认书即以电子方式送达。", "Served electronically without a signed consent."),
    "paid": ("罚款未缴清", "the fine is not paid in full"),
    "order-met": ("责令事项未经复查确认完成", "no re-check has found that what was ordered is done"),
    "reporter-answered": ("有反映人尚未得到答复", "somebody who spoke up was not answered yet"),
    "firm-checked": ("尚未同步检查物业企业履职", "the property firm was not checked yet"),
    "restoration-proved": ("没有恢复承重结构的检测报告", "no report shows that the structure is restored"),
    "not-under-way": (
        "违法建筑须立案后作出处罚或者不予处罚决定",
        "what is built illegally is filed, and punished or not by a decision",
    ),
    "under-way": ("本案不是正在搭建", "nothing is being built in this case"),
    "stop-refused": (
        "责令后的复查没有记录拒不停止或者不自行拆除",
        "no re-check after the order found that it was refused",
    ),
    "by-day": (
        "夜间或者法定节假日实施强制拆除，没有紧急情况的批准。",
        "Removed at night or on a day off without urgent approval.",
    ),
    "penalty-or-not": (
        "尚未作出处罚或者不予处罚决定，或者尚未送达",
        "neither a penalty nor a decision without one was made and served",
    ),
    "lawful-outcome": (
        "未拆除、恢复、补办许可或者认定合法",
        "it is not removed, restored, permitted or found lawful",
    ),
    "removal-announced": ("限期拆除决定未公告", "the order to remove was not announced"),
    "remedies-over": (
        "起诉期限至 2023-02-19，或者复议、诉讼未结束",
        "suit may be filed until 2023-02-19, or a review or suit is open",
    ),
    "government-urged": ("区政府尚未催告", "the district government has not urged"),
    "exempt": (
        "没有轻微、及时改正、无危害后果的认定",
        "it was not found minor, corrected in time and harmless",
    ),
    "receipt": ("未填写回执", "the receipt is not stated"),
    "overdue": (
        "没有逾期未履行的义务（缴款期至 2022-10-08）",
        "nothing owed is overdue (it may be paid until 2022-10-08)",
    ),
    "urged": ("催告书送达后 10 个工作日至 2023-04-03", "10 working days after urging end on 2023-04-03"),
    "within-three-months": (
        "期限届满后三个月内未申请法院强制执行。（应于 2023-06-16 前申请）",
        "The court was asked more than three months after the remedies were over. (to be applied for by 2023-06-16)",
    ),
    "terminable": ("没有已经终结的复议、诉讼", "no review or suit has ended"),
    "order-refused": (
        "没有责令到期后复查未履行的记录",
        "no re-check after the order's term found that it was not done",
    ),
    "performance-urged": (
        "催告书送达后 3 个工作日至 2022-08-31",
        "3 working days after urging end on 2022-08-31",
    ),
    "in-pudong": ("仅适用于浦东新区，自 2022-11-01 起", "in Pudong alone, from 2022-11-01 on"),
    "paper-waits": ("没有待送达的文书", "no paper waits to be served"),
    "kept-with-approval": (
        "先行登记保存前未经负责人批准。",
        "Evidence was kept without approval beforehand.",
    ),
    "evidence-kept": ("没有登记保存的证据", "no evidence is kept"),
    "seized-with-approval": (
        "扣押前未经批准；情况紧急的，未在二十四小时内补办。（应于 2022-09-06 09:00 前批准）",
        "Seized without approval beforehand, or in urgency within 24 hours. (approval by 2022-09-06 09:00)",
    ),
    "things-seized": ("没有扣押的物品", "nothing is seized"),
    "seizure-extended-in-time": ("扣押已于 2022-10-05 期满", "the thirty days ended on 2022-10-05"),
    "recording-gated": (
        "电子技术监控设备的依据、审核、标志、公布或者内容审核有一项不满足。（未满足：published）",
        "One of the six conditions of a device and its record is not met. (unmet: published)",
    ),
    "extension-approved": ("办案期限已过，不能再延长", "the time is over and cannot be extended"),
    "fine-decided": ("没有罚款决定", "no fine was decided"),
    "no-cash": ("执法人员当场收缴超过一百元的现金罚款。", "More than a hundred yuan were taken in cash."),
    "surcharge-capped": (
        "2022-10-08 后至今 10 日，10 日加处至多 900 元",
        "10 days since 2022-10-08; 10 days make at most 900 yuan",
    ),
    "remediable": ("已有进行中的复议或者诉讼", "such a one is open already"),
    "remedy-open": ("没有进行中的复议、诉讼", "none such is open"),
    "residents-supplied": (
        "对居民生活采取停止供水、供电、供热、供燃气等方式。",
        "Residents' water, power, heat or gas were cut.",
    ),
    "supplies-by-law": (
        "仅浦东新区自 2022-11-01 起，对损坏承重结构拒不停止施工的，可以通知暂停施工供应",
        "in Pudong alone, from 2022-11-01 on, of who damages a structure and does not stop",
    ),
    "noted-lawfully": (
        "不动产登记注记限于损坏承重结构、附有违法建筑（浦东新区另有规定）。",
        "The register notes load-bearing damage and illegal building alone (in Pudong some more).",
    ),
    "noted-before": ("没有注记", "there is no note"),
    "decision-served": ("没有已送达的决定", "no decision was served"),
    "credit-by-law": (
        "失信信息、惩戒没有法定依据，或者当场处罚被归集。",
        "No published basis, or a fine decided on the spot.",
    ),
    "personal-data-hidden": ("公示的决定含有个人信息。", "What was published shows personal data."),
    "case-ended": ("案件尚未办结", "the case has not ended"),
}
