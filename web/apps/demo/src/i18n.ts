// All words of the demo bank's page.
import type { Language } from "@hangat/ui";

const id = {
  bank: "Bank Contoh",
  language: "Bahasa",
  demo: "Halaman peragaan. Bank, nasabah, rekening, dan uang di sini rekaan.",
  title: "Urusan bank, tanpa berputar-putar.",
  lead: "Tekan tombol chat di pojok kanan bawah. Asisten virtual menjawab lebih dahulu; petugas mengambil alih saat diperlukan atau saat Anda minta.",
  signIn: "Masuk sebagai nasabah",
  signInText: "Setelah masuk, asisten virtual dapat melihat data nasabah itu. Tidak perlu kata sandi.",
  signedIn: (name: string) => `Anda masuk sebagai ${name}.`,
  signOut: "Keluar",
  loading: "Memuat daftar nasabah…",
  none: "Belum ada nasabah peragaan. Peragaan mungkin dimatikan di pengaturan.",
  listFailed: "Daftar nasabah belum bisa dimuat.",
  signInFailed: "Belum bisa masuk. Coba lagi sebentar lagi.",
  retry: "Coba lagi",
  signingIn: "Sedang masuk…",
  tryTitle: "Yang bisa dicoba",
  tries: [
    ["Menanyakan hal rutin", "“Saldo saya berapa?” atau “Kartu saya hilang, tolong blokir.”"],
    ["Meminta petugas", "Tekan “Bicara dengan petugas”, lalu terima percakapannya di halaman petugas."],
    ["Memutus jaringan", "Pesan menunggu di chat dan terkirim sendiri begitu tersambung."],
  ],
  openChat: "Buka chat",
  staff: "Halaman petugas",
  noWidget: "Chat belum termuat. Muat ulang halaman ini.",
};

export type Texts = typeof id;

const en: Texts = {
  bank: "Bank Contoh",
  language: "Language",
  demo: "A demonstration. The bank, its customers, accounts and money are made up.",
  title: "Banking matters, without the detours.",
  lead: "Press the chat button at the bottom right. A virtual assistant answers first; a person takes over when it is needed or when you ask.",
  signIn: "Sign in as a customer",
  signInText: "Once signed in, the virtual assistant can see that customer's data. No password needed.",
  signedIn: (name) => `You are signed in as ${name}.`,
  signOut: "Sign out",
  loading: "Loading the customers…",
  none: "There are no demo customers. The demo may be switched off in the settings.",
  listFailed: "The customers cannot be loaded.",
  signInFailed: "Signing in did not work. Try again in a moment.",
  retry: "Try again",
  signingIn: "Signing in…",
  tryTitle: "What to try",
  tries: [
    ["Ask something routine", "“What is my balance?” or “I lost my card, please block it.”"],
    ["Ask for a person", "Press “Talk to a person”, then accept the conversation on the staff page."],
    ["Cut the network", "Messages wait in the chat and go out by themselves when it is back."],
  ],
  openChat: "Open chat",
  staff: "Staff page",
  noWidget: "The chat has not loaded. Reload this page.",
};

export const TEXTS: Record<Language, Texts> = { id, en };
