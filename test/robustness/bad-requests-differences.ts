/** Where this server's answer to a bad request is not kube-apiserver's, and why.  */
import type { RecordedAnswer } from "./bad-requests.js";

export interface Difference {
  readonly why: string;
  /** null: absent here. */
  readonly ours: { readonly [Part in keyof RecordedAnswer]?: RecordedAnswer[Part] | null };
}

export const differences: Readonly<Record<string, Difference>> = {
  'POST /api/v1/namespaces/bad-requests/configmaps "{\\"apiVersion\\":\\"v1\\",\\"kind\\":\\"ConfigMap\\",\\"data\\":{\\"a/b\\":\\"c\\"},\\"metadata\\":{\\"name\\":\\"x\\"}}"':
    {
      why: "The key rule of ConfigMaps is not among the checks yet.",
      ours: { code: 201, reason: null, message: null },
    },
  'PATCH /api/v1/namespaces/bad-requests/configmaps/one Content-Type: application/merge-patch+json "{\\"data\\":1}"': {
    why: "The object is shown with its fields in the stored order.",
    ours: {
      message:
        ' "" is invalid: patch: Invalid value: "{\\"kind\\":\\"ConfigMap\\",\\"apiVersion\\":\\"v1\\",\\"metadata\\":{\\"resourceVersion\\":\\"N\\",\\"name\\":\\"one\\",\\"namespace\\":\\"bad-requests\\",\\"uid\\":\\"UID\\",\\"creationTimestamp\\":\\"TIME\\",\\"managedFields\\":[{\\"manager\\":\\"unknown\\",\\"operation\\":\\"Update\\",\\"apiVersion\\":\\"v1\\",\\"time\\":\\"TIME\\",\\"fieldsType\\":\\"FieldsV1\\",\\"fieldsV1\\":{\\"f:data\\":{\\".\\":{},\\"f:a\\":{}}}}]},\\"data\\":1}": json: cannot unmarshal number into Go struct field ConfigMap.data of type map[string]string',
    },
  },
  "GET /api/v1/namespaces/bad-requests/configmaps/one Authorization: Basic %%%": {
    why: "There is no anonymous user yet: callers without credentials are refused.",
    ours: { code: 401, reason: "Unauthorized", message: "Unauthorized" },
  },
};
