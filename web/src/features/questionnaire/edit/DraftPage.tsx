import { OpenDraft } from '../../draft/OpenDraft';
import { formDraft } from './draft';
import { Editor } from './Editor';

export default function DraftPage() {
  return <OpenDraft kind={formDraft}>{(view) => <Editor key={view.id} view={view} />}</OpenDraft>;
}
