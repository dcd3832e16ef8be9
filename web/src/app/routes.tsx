import {
  ApartmentOutlined,
  AuditOutlined,
  BarChartOutlined,
  ContactsOutlined,
  DashboardOutlined,
  FileTextOutlined,
  KeyOutlined,
  NodeIndexOutlined,
  ScheduleOutlined,
  TeamOutlined,
} from '@ant-design/icons';
import { type ComponentType, lazy, type ReactNode } from 'react';
import { permissions } from '../lib/can';
import type { Key } from '../lib/i18n';

/** One page of the console. Those with a menu entry appear there in this order, under their group. */
export type Route = {
  path: string;
  title: Key;
  permission?: string;
  menu?: { icon: ReactNode; group: Key; key: string };
  Component: ComponentType;
};

const page = (load: () => Promise<{ default: ComponentType }>) => lazy(load);

export const routes: Route[] = [
  {
    path: '/',
    title: 'menu.overview',
    menu: { icon: <DashboardOutlined />, group: 'menu.group.results', key: 'o' },
    Component: page(() => import('../features/insight/Overview')),
  },
  {
    path: '/insight',
    permission: permissions.insightRead,
    title: 'menu.insight',
    menu: { icon: <BarChartOutlined />, group: 'menu.group.results', key: 'r' },
    Component: page(() => import('../features/insight/InsightPage')),
  },
  {
    path: '/waves/:code/results',
    permission: permissions.insightRead,
    title: 'menu.insight',
    Component: page(() => import('../features/insight/WaveDashboard')),
  },
  {
    path: '/waves',
    permission: permissions.programmeRead,
    title: 'menu.waves',
    menu: { icon: <ScheduleOutlined />, group: 'menu.group.surveys', key: 'w' },
    Component: page(() => import('../features/programme/WaveList')),
  },
  {
    path: '/waves/new',
    permission: permissions.programmeChange,
    title: 'plan.new',
    Component: page(() => import('../features/programme/WaveForm')),
  },
  {
    path: '/waves/:code/edit',
    permission: permissions.programmeChange,
    title: 'plan.change',
    Component: page(() => import('../features/programme/WaveForm')),
  },
  {
    path: '/waves/:code/imports',
    permission: permissions.importRun,
    title: 'mapping.title',
    Component: page(() => import('../features/mapping/ImportList')),
  },
  {
    path: '/waves/:code/imports/:id',
    permission: permissions.importRun,
    title: 'mapping.title',
    Component: page(() => import('../features/mapping/ImportPage')),
  },
  {
    path: '/waves/:code',
    permission: permissions.programmeRead,
    title: 'menu.waves',
    Component: page(() => import('../features/programme/WavePage')),
  },
  {
    path: '/questionnaires',
    permission: permissions.questionnaireRead,
    title: 'menu.questionnaires',
    menu: { icon: <FileTextOutlined />, group: 'menu.group.surveys', key: 'q' },
    Component: page(() => import('../features/questionnaire/QuestionnaireList')),
  },
  {
    path: '/questionnaires/:code/:version',
    permission: permissions.questionnaireRead,
    title: 'menu.questionnaires',
    Component: page(() => import('../features/questionnaire/QuestionnairePage')),
  },
  {
    path: '/questionnaires/draft/:id/edit',
    permission: permissions.questionnaireChange,
    title: 'menu.questionnaires',
    Component: page(() => import('../features/questionnaire/edit/DraftPage')),
  },
  {
    path: '/indicators',
    permission: permissions.indicatorRead,
    title: 'menu.indicators',
    menu: { icon: <NodeIndexOutlined />, group: 'menu.group.surveys', key: 'i' },
    Component: page(() => import('../features/indicator/IndicatorList')),
  },
  {
    path: '/indicators/:code/:version',
    permission: permissions.indicatorRead,
    title: 'menu.indicators',
    Component: page(() => import('../features/indicator/IndicatorPage')),
  },
  {
    path: '/indicators/compare',
    permission: permissions.indicatorRead,
    title: 'menu.indicators',
    Component: page(() => import('../features/indicator/ComparePage')),
  },
  {
    path: '/indicators/draft/:id/edit',
    permission: permissions.indicatorChange,
    title: 'menu.indicators',
    Component: page(() => import('../features/indicator/DraftPage')),
  },
  {
    path: '/customers',
    permission: permissions.customerRead,
    title: 'menu.customers',
    menu: { icon: <ContactsOutlined />, group: 'menu.group.directory', key: 'c' },
    Component: page(() => import('../features/customer/CustomerList')),
  },
  {
    path: '/customers/imports',
    permission: permissions.customerImport,
    title: 'customer.import',
    Component: page(() => import('../features/customer/ImportList')),
  },
  {
    path: '/customers/imports/:id',
    permission: permissions.customerImport,
    title: 'customer.import',
    Component: page(() => import('../features/customer/ImportPage')),
  },
  {
    path: '/customers/duplicates',
    permission: permissions.customerChange,
    title: 'customer.duplicates',
    Component: page(() => import('../features/customer/Duplicates')),
  },
  {
    path: '/customers/fields',
    permission: permissions.customerImport,
    title: 'customer.fields',
    Component: page(() => import('../features/customer/FieldsPage')),
  },
  {
    path: '/customers/certificates',
    permission: permissions.customerChange,
    title: 'customer.certificates',
    Component: page(() => import('../features/customer/CertificateList')),
  },
  {
    path: '/customers/certificates/:id',
    permission: permissions.customerChange,
    title: 'customer.certificate',
    Component: page(() => import('../features/customer/Certificate')),
  },
  {
    path: '/customers/:id',
    permission: permissions.customerRead,
    title: 'menu.customers',
    Component: page(() => import('../features/customer/CustomerPage')),
  },
  {
    path: '/units',
    permission: permissions.directoryRead,
    title: 'menu.units',
    menu: { icon: <ApartmentOutlined />, group: 'menu.group.directory', key: 'u' },
    Component: page(() => import('../features/directory/UnitTree')),
  },
  {
    path: '/units/changes',
    title: 'directory.log',
    permission: permissions.directoryChange,
    Component: page(() => import('../features/directory/ChangeLog')),
  },
  {
    path: '/units/import',
    title: 'directory.import',
    permission: permissions.directoryImport,
    Component: page(() => import('../features/directory/ImportUnits')),
  },
  {
    path: '/units/types',
    title: 'directory.types',
    permission: permissions.directoryImport,
    Component: page(() => import('../features/directory/UnitTypes')),
  },
  {
    path: '/users',
    title: 'menu.users',
    permission: permissions.userRead,
    menu: { icon: <TeamOutlined />, group: 'menu.group.settings', key: 's' },
    Component: page(() => import('../features/auth/UserList')),
  },
  {
    path: '/keys',
    title: 'menu.keys',
    permission: permissions.keyRead,
    menu: { icon: <KeyOutlined />, group: 'menu.group.settings', key: 'k' },
    Component: page(() => import('../features/auth/KeyList')),
  },
  {
    path: '/audit',
    title: 'menu.audit',
    permission: permissions.auditRead,
    menu: { icon: <AuditOutlined />, group: 'menu.group.settings', key: 'a' },
    Component: page(() => import('../features/auth/AuditList')),
  },
  { path: '/absence', title: 'absence.title', Component: page(() => import('../features/session/Absence')) },
  { path: '/password', title: 'password.title', Component: page(() => import('../features/session/ChangePassword')) },
];
