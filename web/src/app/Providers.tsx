import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import {
  createContext,
  type ReactNode,
  useContext,
  useLayoutEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import 'dayjs/locale/zh-cn';
import { ProblemError } from '../api/client';
import { LanguageProvider, useLanguage } from '../lib/i18n';
import { antTheme, applyPalette } from './theme';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      // A refusal is an answer; only a lost line or a stumbling server is worth asking again.
      retry: (times, error) =>
        times < 2 && error instanceof ProblemError && (error.problem.status === 0 || error.problem.status === 503),
    },
  },
});

export type Look = 'system' | 'light' | 'dark';
type LookState = { look: Look; isDark: boolean; change: (look: Look) => void };
const LookContext = createContext<LookState>({ look: 'system', isDark: false, change: () => undefined });

export function useLook(): LookState {
  return useContext(LookContext);
}

const darkness = window.matchMedia('(prefers-color-scheme: dark)');
const stillness = window.matchMedia('(prefers-reduced-motion: reduce)');
const narrowness = window.matchMedia('(max-width: 767px)');
const stored = 'manyi.look';

function useMedia(media: MediaQueryList): boolean {
  const [watch] = useState(() => (changed: () => void) => {
    media.addEventListener('change', changed);
    return () => media.removeEventListener('change', changed);
  });
  return useSyncExternalStore(watch, () => media.matches);
}

function storedLook(): Look {
  const known = localStorage.getItem(stored);
  return known === 'light' || known === 'dark' ? known : 'system';
}

/** The library's components in our tokens and language. */
function Design({ children }: { children: ReactNode }) {
  const { speech } = useLanguage();
  const systemDark = useMedia(darkness);
  const still = useMedia(stillness);
  const narrow = useMedia(narrowness);
  const [look, setLook] = useState<Look>(storedLook);
  const isDark = look === 'dark' || (look === 'system' && systemDark);
  useLayoutEffect(() => applyPalette(isDark), [isDark]);
  dayjs.locale(speech.lang === 'zh' ? 'zh-cn' : 'en');
  const state = useMemo<LookState>(
    () => ({
      look,
      isDark,
      change: (next) => {
        localStorage.setItem(stored, next);
        setLook(next);
      },
    }),
    [look, isDark],
  );
  return (
    <ConfigProvider
      locale={speech.lang === 'zh' ? zhCN : enUS}
      theme={antTheme(isDark, still, narrow)}
      button={{ autoInsertSpace: false }}
    >
      <LookContext value={state}>
        <App component={false}>{children}</App>
      </LookContext>
    </ConfigProvider>
  );
}

export function Providers({ children }: { children: ReactNode }) {
  return (
    <QueryClientProvider client={client}>
      <LanguageProvider>
        <Design>{children}</Design>
      </LanguageProvider>
    </QueryClientProvider>
  );
}
