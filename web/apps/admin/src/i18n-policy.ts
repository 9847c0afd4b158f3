// The texts about the policy, Indonesian first. `policyEn` must have the shape of `policyId`.
import type { Judged, Kind, Path, Reason, Rule } from "./policy";

export interface Meaning {
  readonly offer: string;
  readonly transfer: string;
  /** Both thresholds are the same. */
  readonly same: boolean;
  readonly offers: number;
  readonly pause: number;
  readonly failures: number;
}

const waitId = {
  sensitive: "Sasaran: perkara peka",
  frustrated: "Sasaran: kesal",
  asked_for_human: "Sasaran: minta petugas",
  no_progress: "Sasaran: bot buntu",
  bot_unavailable: "Sasaran: bot tidak menjawab",
} as Record<Reason, string>;

export const policyId = {
  title: "Kebijakan eskalasi",
  lead: "Kapan bot menawarkan petugas, dan kapan petugas mengambil alih.",
  readOnly: "Anda melihat kebijakan ini. Yang dapat menyimpannya hanya admin.",
  inForce: (n: number) => `Versi ${n} berlaku`,
  unclear: "Artinya tertulis di sini lagi setelah isian diperbaiki.",
  setBy: (who: string, when: string) => `Oleh ${who}, ${when}`,
  shipped: (when: string) => `Nilai bawaan Hangat, sejak ${when}`,
  why: (note: string) => `Alasan: ${note}`,
  undid: (n: number) => `Mengurungkan versi ${n}.`,
  failed: "Kebijakan belum dapat dimuat.",
  failedHint: "Kebijakan yang berlaku tidak berubah. Periksa sambungan, lalu coba lagi.",

  thresholds: "Ambang",
  thresholdsHint:
    "Bukti dihitung setelah setiap pesan pelanggan, dari 0% sampai 100%. Makin tinggi, makin jelas bahwa petugas diperlukan.",
  zone: {
    stay: "Bot melanjutkan",
    offer: "Petugas ditawarkan",
    transfer: "Petugas mengambil alih",
  },
  meaning: (m: Meaning): string[] => [
    m.offers === 0
      ? `Bot tidak pernah menawarkan petugas. Mulai ${m.transfer} petugas langsung mengambil alih.`
      : m.same
        ? `Mulai ${m.transfer} petugas langsung mengambil alih, tanpa ditawarkan lebih dulu.`
        : `Mulai ${m.offer} bot menawarkan petugas, mulai ${m.transfer} petugas langsung mengambil alih.`,
    ...(m.offers === 0
      ? []
      : m.offers === 1
        ? ["Tawaran datang paling banyak sekali."]
        : [
            `Tawaran datang paling banyak ${m.offers} kali, dengan jeda ${m.pause} pesan pelanggan.`,
          ]),
    `Setelah ${m.failures} kali gagal pada satu topik, petugas mengambil alih, berapa pun buktinya.`,
  ],

  rules: "Aturan untuk setiap alasan",
  rulesHint:
    "Mati: bukti hanya diukur. Tawarkan: petugas ditawarkan, tidak dialihkan. Alihkan: ditawarkan, lalu dialihkan.",
  rule: { off: "Mati", offer: "Tawarkan", transfer: "Alihkan" } as Record<Rule, string>,
  reason: {
    asked_for_human: "Minta petugas",
    sensitive: "Perkara peka",
    frustrated: "Kesal",
    no_progress: "Bot buntu",
  } as Record<Judged, string>,
  reasonMeans: {
    asked_for_human: "Pelanggan meminta petugas dengan kata-katanya sendiri.",
    sensitive: "Penipuan, kedukaan, kesulitan membayar, pengaduan resmi.",
    frustrated: "Kekesalan yang menumpuk dari pesan ke pesan.",
    no_progress: "Pertanyaan yang berulang, jawaban yang tidak menolong.",
  } as Record<Judged, string>,
  caution: {
    asked_for_human:
      "Permintaan yang hanya terbaca dari kata-kata tidak langsung dialihkan. Tombol “Bicara dengan petugas” tetap berfungsi.",
    sensitive:
      "Perkara peka yang hanya terbaca dari kata-kata tetap di bot. Topik yang selalu untuk petugas tetap dialihkan.",
  } as Partial<Record<Judged, string>>,

  guards: "Batas",
  waits: "Waktu tunggu",
  waitsHint: "Sasaran menentukan urutan antrean: petugas sebaiknya datang dalam waktu ini.",
  label: {
    offer_at: "Mulai ditawarkan",
    transfer_at: "Mulai dialihkan",
    most_offers: "Tawaran paling banyak",
    offer_pause: "Jeda antara dua tawaran",
    max_failures: "Gagal pada satu topik",
    "targets_s.sensitive": waitId.sensitive,
    "targets_s.frustrated": waitId.frustrated,
    "targets_s.asked_for_human": waitId.asked_for_human,
    "targets_s.no_progress": waitId.no_progress,
    "targets_s.bot_unavailable": waitId.bot_unavailable,
    unattended_ticket_after_s: "Tiket bila tidak ada petugas",
    waiting_ticket_after_s: "Tiket bila petugas penuh",
    idle_close_after_s: "Ditutup bila sepi",
    "rules.asked_for_human": "Aturan: minta petugas",
    "rules.sensitive": "Aturan: perkara peka",
    "rules.frustrated": "Aturan: kesal",
    "rules.no_progress": "Aturan: bot buntu",
    accumulations: "Cara bukti bertambah",
    leanings: "Bobot tiap alasan",
  } as Record<Path, string>,
  hint: {
    most_offers: "dalam satu kali bersama bot",
    offer_pause: "pesan pelanggan",
    max_failures: "lalu petugas mengambil alih",
    unattended_ticket_after_s: "menit menunggu",
    waiting_ticket_after_s: "menit menunggu",
    idle_close_after_s: "jam tanpa pesan, selama bersama bot",
  } as Partial<Record<Path, string>>,
  unit: { share: "persen", count: "", minutes: "menit", hours: "jam" } as Record<Kind, string>,
  /** Where there is exactly one. */
  one: { share: "persen", count: "", minutes: "menit", hours: "jam" } as Record<Kind, string>,
  adjusted: "disetel ulang",

  fault: {
    number: {
      share: "Tulis angka, misalnya 62,5.",
      count: "Tulis bilangan bulat.",
      minutes: "Tulis angka, misalnya 1,5.",
      hours: "Tulis angka, misalnya 24.",
    } as Record<Kind, string>,
    range: (least: string, most: string) => `Tulis ${least} sampai ${most}.`,
    order: (offer: string) => `Paling sedikit ${offer}, yaitu ambang tawaran.`,
    refused: "Nilai ini tidak diterima layanan. Periksa lagi.",
  },

  changed: "diubah",
  wasBefore: (before: string) => `semula ${before}`,
  from: (before: string, after: string) => `${before} menjadi ${after}`,
  unsaved: (n: number) => `${n} perubahan belum disimpan`,
  faulty: "Ada isian yang perlu diperbaiki.",
  drop: "Buang perubahan",
  save: "Simpan…",
  fillShipped: "Isi dengan nilai bawaan",
  filled: "Isian diganti. Belum disimpan.",
  nothingToFill: "Semua nilai sudah sama.",

  saveTitle: "Simpan kebijakan baru",
  saveLead: (n: number) =>
    `Menjadi versi ${n}. Berlaku untuk pesan berikutnya di semua percakapan.`,
  note: "Alasan",
  noteHint: "Untuk rekan yang membaca riwayat nanti. 3 sampai 500 karakter.",
  noteWrong: "Tulis alasan, 3 sampai 500 karakter.",
  submit: "Simpan dan berlakukan",
  stale: "Kebijakan sudah diubah orang lain sementara itu. Perubahan Anda tetap di sini.",
  overtaken: (n: number) => `Versi ini baru. Perubahan Anda tetap di sini, dibuat dari versi ${n}.`,
  rebase: "Pakai versi terbaru sebagai dasar",
  rebased: (n: number) => `Perubahan Anda kini di atas versi ${n}. Periksa, lalu simpan.`,

  undo: (n: number) => `Urungkan versi ${n}`,
  undoTitle: (n: number) => `Urungkan versi ${n}?`,
  undoLead: (n: number) =>
    `Nilai sebelumnya menjadi versi ${n}. Berlaku untuk pesan berikutnya di semua percakapan.`,
  undoHint: "Ini pun dapat diurungkan.",
  undoStale: "Kebijakan sudah diubah orang lain sementara itu. Tutup, lalu lihat versi terbaru.",

  history: "Riwayat",
  version: (n: number) => `Versi ${n}`,
  first: "Versi pertama.",
  noDifference: "Tidak ada nilai yang berbeda.",
  use: "Isi dengan nilai ini",
  useOf: (n: number) => `Isi dengan nilai versi ${n}`,
  more: (n: number) => `Tampilkan ${n} versi lagi`,

  said: {
    saved: (n: number) => `Versi ${n} berlaku.`,
    undone: (n: number) => `Versi ${n} berlaku, dengan nilai sebelumnya.`,
  },
};

export type PolicyTexts = typeof policyId;

export const policyEn: PolicyTexts = {
  title: "Escalation policy",
  lead: "When the bot offers a person, and when a person takes over.",
  readOnly: "You see this policy. Only an admin can save a new one.",
  inForce: (n) => `Version ${n} is in force`,
  unclear: "What it means stands here again once the values are corrected.",
  setBy: (who, when) => `By ${who}, ${when}`,
  shipped: (when) => `The values that Hangat comes with, since ${when}`,
  why: (note) => `Why: ${note}`,
  undid: (n) => `Took back version ${n}.`,
  failed: "The policy could not be loaded.",
  failedHint: "What is in force has not changed. Check the connection and try again.",

  thresholds: "Thresholds",
  thresholdsHint:
    "Evidence is counted after each message of the customer, from 0% to 100%. The higher, the clearer that a person is needed.",
  zone: { stay: "The bot goes on", offer: "A person is offered", transfer: "A person takes over" },
  meaning: (m) => [
    m.offers === 0
      ? `The bot never offers a person. From ${m.transfer} on a person takes over at once.`
      : m.same
        ? `From ${m.transfer} on a person takes over at once, without an offer before.`
        : `From ${m.offer} on the bot offers a person, from ${m.transfer} on a person takes over at once.`,
    ...(m.offers === 0
      ? []
      : m.offers === 1
        ? ["A person is offered at most once."]
        : [
            `A person is offered at most ${m.offers} times, ${m.pause} messages of the customer apart.`,
          ]),
    `After ${m.failures} ${m.failures === 1 ? "failure" : "failures"} on one topic a person takes over, whatever the evidence.`,
  ],

  rules: "The rule for each reason",
  rulesHint:
    "Off: evidence is measured only. Offer: a person is offered, never handed over. Hand over: offered, then handed over.",
  rule: { off: "Off", offer: "Offer", transfer: "Hand over" },
  reason: {
    asked_for_human: "Asked for a person",
    sensitive: "Sensitive matter",
    frustrated: "Frustrated",
    no_progress: "Bot got stuck",
  },
  reasonMeans: {
    asked_for_human: "The customer asks for a person in their own words.",
    sensitive: "Fraud, bereavement, trouble with paying, a formal complaint.",
    frustrated: "Frustration that builds up from message to message.",
    no_progress: "Questions asked again, answers that don't help.",
  },
  caution: {
    asked_for_human:
      "A request that only the words show is not handed over at once. The button “Talk to a person” goes on working.",
    sensitive:
      "Sensitive matters that only the words show stay with the bot. Topics that always go to a person still do.",
  },

  guards: "Limits",
  waits: "Waiting times",
  waitsHint: "The targets order the queue: a person should be there within this time.",
  label: {
    offer_at: "Offered from",
    transfer_at: "Handed over from",
    most_offers: "Most offers",
    offer_pause: "Pause between two offers",
    max_failures: "Failures on one topic",
    "targets_s.sensitive": "Target: sensitive matter",
    "targets_s.frustrated": "Target: frustrated",
    "targets_s.asked_for_human": "Target: asked for a person",
    "targets_s.no_progress": "Target: bot got stuck",
    "targets_s.bot_unavailable": "Target: bot did not answer",
    unattended_ticket_after_s: "Ticket with nobody on duty",
    waiting_ticket_after_s: "Ticket with everybody busy",
    idle_close_after_s: "Closed when quiet",
    "rules.asked_for_human": "Rule: asked for a person",
    "rules.sensitive": "Rule: sensitive matter",
    "rules.frustrated": "Rule: frustrated",
    "rules.no_progress": "Rule: bot got stuck",
    accumulations: "How evidence builds up",
    leanings: "Weight of each reason",
  },
  hint: {
    most_offers: "in one stretch with the bot",
    offer_pause: "messages of the customer",
    max_failures: "then a person takes over",
    unattended_ticket_after_s: "minutes of waiting",
    waiting_ticket_after_s: "minutes of waiting",
    idle_close_after_s: "hours without a message, while with the bot",
  },
  unit: { share: "percent", count: "", minutes: "minutes", hours: "hours" },
  one: { share: "percent", count: "", minutes: "minute", hours: "hour" },
  adjusted: "set anew",

  fault: {
    number: {
      share: "Write a number, such as 62.5.",
      count: "Write a whole number.",
      minutes: "Write a number, such as 1.5.",
      hours: "Write a number, such as 24.",
    },
    range: (least, most) => `Write ${least} to ${most}.`,
    order: (offer) => `At least ${offer}, where offers begin.`,
    refused: "The service does not accept this value. Check it again.",
  },

  changed: "changed",
  wasBefore: (before) => `was ${before}`,
  from: (before, after) => `${before} becomes ${after}`,
  unsaved: (n) => (n === 1 ? "1 change not saved" : `${n} changes not saved`),
  faulty: "Something you filled in needs correcting.",
  drop: "Drop the changes",
  save: "Save…",
  fillShipped: "Fill in the values Hangat comes with",
  filled: "Filled in. Not saved yet.",
  nothingToFill: "All values are the same already.",

  saveTitle: "Save a new policy",
  saveLead: (n) => `Becomes version ${n}. In force for the next message of every conversation.`,
  note: "Why",
  noteHint: "For colleagues who read the history later. 3 to 500 characters.",
  noteWrong: "Write why, in 3 to 500 characters.",
  submit: "Save and put in force",
  stale: "Somebody else changed the policy meanwhile. Your changes are still here.",
  overtaken: (n) => `This version is new. Your changes are still here, made from version ${n}.`,
  rebase: "Build on the newest version",
  rebased: (n) => `Your changes now build on version ${n}. Check them, then save.`,

  undo: (n) => `Undo version ${n}`,
  undoTitle: (n) => `Undo version ${n}?`,
  undoLead: (n) =>
    `The values before it become version ${n}. In force for the next message of every conversation.`,
  undoHint: "This can be undone too.",
  undoStale:
    "Somebody else changed the policy meanwhile. Close this and look at the newest version.",

  history: "History",
  version: (n) => `Version ${n}`,
  first: "The first version.",
  noDifference: "No value differs.",
  use: "Fill in these values",
  useOf: (n) => `Fill in the values of version ${n}`,
  more: (n) => `Show ${n} more`,

  said: {
    saved: (n) => `Version ${n} is in force.`,
    undone: (n) => `Version ${n} is in force, with the values before.`,
  },
};
