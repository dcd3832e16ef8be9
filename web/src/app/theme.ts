import { type ThemeConfig, theme } from 'antd';

/** The one file of colours and sizes. Colour means state; everything else is grey and one blue. */
type Palette = {
  page: string;
  surface: string;
  subtle: string;
  border: string;
  text: string;
  muted: string;
  faint: string;
  primary: string;
  primarySoft: string;
  success: string;
  warning: string;
  danger: string;
  band: string;
};

const light: Palette = {
  page: '#f6f7f9',
  surface: '#ffffff',
  subtle: '#f0f2f5',
  border: '#e2e5ea',
  text: '#1b1f24',
  muted: '#57606a',
  faint: '#656d76',
  primary: '#0958d9',
  primarySoft: '#e8f0fe',
  success: '#1a7f37',
  warning: '#9a6700',
  danger: '#cf222e',
  band: '#b9cdf3',
};

const dark: Palette = {
  page: '#0f1216',
  surface: '#171b21',
  subtle: '#20252c',
  border: '#2d333b',
  text: '#e6e9ed',
  muted: '#a3adb8',
  faint: '#98a2ad',
  primary: '#6ea3f7',
  primarySoft: '#1d2b45',
  success: '#56d364',
  warning: '#e3b341',
  danger: '#ff7b72',
  band: '#34507f',
};

export const fonts =
  'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

export function palette(isDark: boolean): Palette {
  return isDark ? dark : light;
}

/** Hands the palette to our own style sheet as --m-* properties. */
export function applyPalette(isDark: boolean) {
  const style = document.documentElement.style;
  for (const [name, value] of Object.entries(palette(isDark))) style.setProperty(`--m-${name}`, value);
  style.colorScheme = isDark ? 'dark' : 'light';
}

/** Behind words in the colour of a state: the algorithm's own are too dark for them. */
const tints = {
  colorSuccessBg: '#ecf8ef',
  colorSuccessBorder: '#a3d9b1',
  colorWarningBg: '#fff8e8',
  colorWarningBorder: '#ead7a0',
};

/** `touch`: a narrow screen under a finger, where what is pressed is at least 40 px high. */
export function antTheme(isDark: boolean, still: boolean, touch: boolean): ThemeConfig {
  const p = palette(isDark);
  return {
    algorithm: isDark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: isDark ? '#3b78e7' : p.primary,
      colorLink: p.primary,
      colorLinkHover: p.primary,
      colorInfo: p.primary,
      colorSuccess: p.success,
      colorWarning: p.warning,
      colorError: p.danger,
      ...(isDark ? {} : tints),
      colorBgLayout: p.page,
      colorBgContainer: p.surface,
      ...(isDark ? { colorBgElevated: p.subtle } : {}),
      colorText: p.text,
      colorTextSecondary: p.muted,
      colorTextTertiary: p.faint,
      colorTextDescription: p.muted,
      colorTextPlaceholder: p.faint,
      colorBorderSecondary: p.border,
      motion: !still,
      fontFamily: fonts,
      fontSize: 14,
      ...(touch ? { controlHeight: 40, controlHeightSM: 40 } : {}),
      borderRadius: 6,
      borderRadiusLG: 8,
      boxShadowTertiary: 'none',
    },
    components: {
      Button: {
        dangerColor: isDark ? p.page : p.surface, // on a filled red: the light red of the dark look needs dark letters
        defaultHoverColor: p.primary, // the algorithm's lighter blue is too light for letters
        defaultHoverBorderColor: p.primary,
        // The algorithm's lighter blue and darker red are too near to the letters on them.
        ...(isDark ? { colorPrimaryHover: '#2f66c9', colorPrimaryActive: '#2a5bb5', colorErrorActive: '#dc6c64' } : {}),
      },
      Card: { headerFontSize: 16, headerHeight: 48 },
      Menu: {
        itemHeight: touch ? 44 : 36,
        itemBorderRadius: 6,
        itemSelectedColor: p.primary,
        itemSelectedBg: p.primarySoft,
      },
      Tabs: { itemSelectedColor: p.primary, itemHoverColor: p.primary, inkBarColor: p.primary },
      Table: { headerBg: p.surface, headerColor: p.muted, rowHoverBg: p.subtle },
      Descriptions: { labelColor: p.muted },
      Layout: { siderBg: p.surface, headerBg: p.surface, bodyBg: p.page },
    },
  };
}
