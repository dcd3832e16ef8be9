import { OpenDraft } from '../draft/OpenDraft';
import { systemDraft } from './draft';
import { Editor } from './Editor';

export default function DraftPage() {
  return <OpenDraft kind={systemDraft}>{(view) => <Editor key={view.id} view={view} />}</OpenDraft>;
}
